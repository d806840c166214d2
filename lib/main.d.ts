export * from '../build/lib/index';
